# Katz by hand. A rate of 0 below has no ratio above it, but a lower bound.
source("../../../reference/indicators.R")
stages <- c("clearance", "post_clearance", "post_release")
simple <- c(30, 0, 20)
standard <- c(200, 0, 0)
rows <- do.call(rbind, lapply(1:3, function(i) {
    row <- function(...) rate(..., period = "2017-Q3", control_stage = stages[i])
    r <- rbind(row("simplified_item_share", 1000, 3000, 7), row("simplified_control_rate", simple[i], 1000),
               row("standard_control_rate", standard[i], 2000))
    ratio <- cbind(r[2, ])
    ratio$indicator <- "simplified_control_ratio"
    ratio$n_missing <- 7
    ratio[c("value", "lower", "upper")] <- NA
    if (standard[i] > 0) {
        ratio$value <- simple[i] / 1000 / (standard[i] / 2000)
        se <- sqrt(1 / simple[i] - 1 / 1000 + 1 / standard[i] - 1 / 2000)
        ratio[c("lower", "upper")] <- exp(log(ratio$value) + c(-1, 1) * qnorm(.975) * se)
    } else if (simple[i] > 0) {
        ratio[c("lower", "upper")] <- ratio_by_score(simple[i], 1000, standard[i], 2000)
    }
    rbind(r, ratio)
}))
expect(rows)
