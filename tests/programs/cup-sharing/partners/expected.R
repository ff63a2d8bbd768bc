source("../../../reference/indicators.R")
d <- read.csv("in.csv", na.strings = "")
expect(each(d, ~ partner, function(d) {
    at <- list(period = "2017-Q3", kind = d$kind[1], partner = d$partner[1])
    judged <- !is.na(d$acted_on)
    rbind(do.call(rate, c("sharing_rate", 0, 0, 0, at)),
          do.call(count, c("sharing_requests", nrow(d), 0, at)),
          do.call(count, c("sharing_alerts", total(d$alerts), 0, at)),
          do.call(rate, c("sharing_answer_rate", sum(d$answers), nrow(d), 0, at)),
          do.call(rate, c("sharing_outcome_share", total(d$acted_on), sum(d$answers[judged]),
                          sum(d$answers[!judged]), at)),
          do.call(waits, c("sharing_median_days", list(as.Date(d$date), as.Date(d$answer_date),
                                                       as.Date("2017-09-30")), at)))
}))
