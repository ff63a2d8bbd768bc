source("../../../reference/indicators.R")
d <- read.csv("in.csv", na.strings = "")
expect(each(d, ~ direction, function(d) {
    at <- list(period = "2017-Q3", direction = d$direction[1])
    rbind(do.call(count, c("requests", nrow(d), 0, at)),
          do.call(count, c("answers", sum(d$answers), 0, at)),
          do.call(rate, c("answer_rate", sum(d$answers), nrow(d), 0, at)),
          do.call(waits, c("answer_median_days", list(as.Date(d$date), as.Date(d$answer_date),
                                                      as.Date("2017-09-30")), at)))
}))
