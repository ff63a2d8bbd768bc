source("../../../reference/indicators.R")
d <- sample_of("aeo_register.csv")
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
    rbind(count("aeo_applications", n("application"), 0, key), count("aeo_rejections", n("rejection"), 0, key),
          count("aeo_grants", n("grant"), 0, key), count("aeo_suspensions", n("suspension"), 0, key),
          count("aeo_revocations", n("revocation"), 0, key), count("aeo_valid", valid, 0, key),
          cbind(rates, size = key$size), residual)
}))
