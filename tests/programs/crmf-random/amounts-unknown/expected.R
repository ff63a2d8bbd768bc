source("../../../reference/indicators.R")
row <- function(...) rate("noncompliance_rate", ..., period = "2017-Q3")
rates <- rbind(row(1, 1, 0, dataset = "H1"), row(0, 1, 0, dataset = "H7"), row(1, 1, 0, dataset = "I1"))
gap <- data.frame(indicator = "revenue_gap", period = "2017-Q3", dataset = c("H1", "H7", "I1"), value = c(NA, 0, 10),
                  lower = NA, upper = NA, numerator = c(0, 0, 10), denominator = 1, n_missing = c(1, 0, 0))
expect(rbind(rates, gap), alone = TRUE)
