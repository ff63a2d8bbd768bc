source("../../../reference/indicators.R")
d <- read.csv("in.csv", na.strings = "")
expect(each(d, ~ member_state, function(d) {
    at <- list(period = "2017-Q3", member_state = d$member_state[1])
    judged <- !is.na(d$irregular)
    rbind(do.call(rate, c("crc_hit_rate", nrow(d), nrow(d), 0, at)),
          do.call(rate, c("crc_final_hit_share", nrow(d), nrow(d), 0, at)),
          do.call(rate, c("crc_false_positive_share", 0, nrow(d), 0, at)),
          do.call(rate, c("crc_control_rate", sum(d$controls), nrow(d), 0, at)),
          do.call(rate, c("crc_control_irregularity_rate", total(d$irregular), sum(d$controls[judged]),
                          sum(d$controls[!judged]), at)),
          do.call(waits, c("crc_control_median_days", list(as.Date(d$date), as.Date(d$control_date),
                                                           as.Date("2017-09-30")), at)))
}))
