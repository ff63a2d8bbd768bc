source("../../../reference/indicators.R")
last <- as.Date("2017-12-31")
d <- sample_of("readiness.csv")
ready <- each(d, ~ year(date) + member_state, function(d) {
    known <- !is.na(d$readiness)
    data.frame(indicator = "readiness_share", period = year(d$date[1]), member_state = d$member_state[1],
               value = sum(d$readiness[known] == "ready") / sum(known), lower = NA, upper = NA,
               numerator = sum(d$readiness[known] == "ready"), denominator = sum(known), n_missing = sum(!known))
})
none <- function(indicator, period, member_state)
    data.frame(indicator, period, member_state, value = NA, lower = NA, upper = NA, numerator = NA, denominator = NA,
               n_missing = 0)
s <- sample_of("shortcomings.csv")
lasting <- each(s, ~ year(opened_date) + member_state, function(s) {
    at <- list(period = year(s$opened_date[1]), member_state = s$member_state[1])
    end <- as.Date(s$closed_date)
    over <- !is.na(end) & end <= last
    rbind(do.call(count, c("shortcomings_open", sum(!over), at)),
          do.call(count, c("shortcomings_closed", sum(over), at)),
          do.call(waits, c("shortcoming_median_days", list(as.Date(s$opened_date), end, last), at)))
})
both <- expand.grid(member_state = unique(d$member_state), period = c("2016", "2017"), stringsAsFactors = FALSE)
lacking <- both[!paste(both$period, both$member_state) %in% paste(ready$period, ready$member_state), ]
expect(rbind(ready, lasting, do.call(rbind, Map(none, "readiness_share", lacking$period, lacking$member_state))))
