# The jackknife over importers, Kish's effective number of them, and Wilson's interval of counts / effect.
source("../../../reference/indicators.R")
z <- qnorm(.975)
wide <- function(k) max(1, (qt(.975, max(1, k - 1)) / z)^2)
kish <- function(n) sum(n)^2 / sum(n^2)
wilson <- function(p, n) (p + z^2 / (2 * n) + c(-1, 1) * z * sqrt(p * (1 - p) / n + z^2 / (4 * n^2))) / (1 + z^2 / n)
by_importer <- function(x, d) tapply(x, ifelse(is.na(d$importer), "", d$importer), sum)
clustered <- function(indicator, x, n, d, ...) {
    y <- by_importer(x, d)
    m <- by_importer(n, d)
    y <- y[m > 0]
    m <- m[m > 0]
    p <- sum(y) / sum(m)
    interval <- c(NA, NA)
    if (length(m) > 1) {
        residual <- (sum(y) - y) / (sum(m) - m) - p
        variance <- (length(m) - 1) / length(m) * sum(residual^2)
        interval <- wilson(p, sum(m) / (max(1, variance / (p * (1 - p) / sum(m))) * wide(kish(m))))
    }
    data.frame(indicator, ..., value = if (sum(m) > 0) p else NA, lower = interval[1], upper = interval[2],
               numerator = sum(y), denominator = sum(m), n_missing = 0)
}
d <- read.csv("in.csv", na.strings = "")
expect(each(d, ~ member_state, function(d) {
    has <- function(x) as.integer(!is.na(x) & x)
    control <- has(d$control_stage == "clearance")
    found <- has(d$control_result == "irregular")
    risk <- has(d$control_basis == "risk_profile")
    random <- has(d$control_basis == "random")
    of <- function(indicator, x, n) clustered(indicator, x, n, d, period = "2017-Q3", member_state = d$member_state[1])
    lift <- of("targeting_lift", found * risk, risk)
    lift[c("value", "lower", "upper")] <- NA
    if (sum(risk) > 0) {
        a <- by_importer(found * risk, d)
        n1 <- by_importer(risk, d)
        b <- by_importer(found * random, d)
        n0 <- by_importer(random, d)
        p1 <- sum(a) / sum(n1)
        p0 <- sum(b) / sum(n0)
        residual <- ((sum(a) - a) / (sum(n1) - n1) - p1) / p1 - ((sum(b) - b) / (sum(n0) - n0) - p0) / p0
        own <- (length(a) - 1) / length(a) * sum(residual^2)
        katz <- 1 / sum(a) - 1 / sum(n1) + 1 / sum(b) - 1 / sum(n0)
        half <- z * sqrt(max(own, katz) * wide(min(kish(n1), kish(n0))))
        lift[c("value", "lower", "upper")] <- p1 / p0 * exp(c(0, -half, half))
    }
    rbind(of("control_rate", control, rep(1, nrow(d))), of("irregularity_rate", found, control),
          of("risk_based_share", risk, control), of("random_share", random, control),
          of("risk_irregularity_rate", found * risk, risk), of("random_irregularity_rate", found * random, random), lift)
}))
