source("../../../reference/indicators.R")
d <- sample_of("aeo_register.csv")
a <- d[!is.na(d$event) & d$event == "application", ]
last <- max(as.Date(c(a$event_date, a$decision_date[!is.na(a$decision_date)])))
d$period <- factor(quarter(d$event_date), c("2015-Q4", paste0(rep(2016:2017, each = 4), "-Q", 1:4)))
expect(each(d, ~ size, function(d) {
    key <- data.frame(period = levels(d$period), size = d$size[1])
    n <- function(...) as.vector(table(d$period[d$event %in% c(...)]))
    report <- tapply(d$valid[is.na(d$event)], d$period[is.na(d$event)], sum, default = NA)
    valid <- report[1] + cumsum(c(0, (n("grant") - n("revocation", "cessation"))[-1]))
    residual <- count("aeo_stock_residual", report - valid, 0, key)
    residual[1, c("value", "numerator")] <- NA
    rates <- do.call(rbind, Map(function(x, n, period) rate("aeo_rejection_rate", x, n, 0, period = period),
                                n("rejection"), n("grant", "rejection"), key$period))
    suspended <- cumsum(n("suspension") - n("resumption"))
    reassessed <- do.call(rbind, Map(function(x, n, period) rate("aeo_reassessment_rate", x, n, 0, period = period),
                                     n("reassessment"), valid, key$period))
    applied <- d[!is.na(d$event) & d$event == "application", ]
    applied$period <- as.character(applied$period)
    decided <- each(applied, ~ period, function(d)
        waits("aeo_decision_median_days", as.Date(d$event_date), as.Date(d$decision_date), last,
              period = d$period[1], size = d$size[1]))
    rbind(count("aeo_applications", n("application"), 0, key), count("aeo_rejections", n("rejection"), 0, key),
          count("aeo_grants", n("grant"), 0, key), count("aeo_suspensions", n("suspension"), 0, key),
          count("aeo_revocations", n("revocation"), 0, key), count("aeo_valid", valid, 0, key),
          count("aeo_suspended", ifelse(suspended < 0, NA, suspended), 0, key), cbind(rates, size = key$size),
          decided, cbind(reassessed, size = key$size), residual)
}))
