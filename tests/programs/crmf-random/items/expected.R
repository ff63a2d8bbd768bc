# By hand: in H1 A5 and A6 are also hit by a profile or a criterion, A4 is open; A1, A2, A3, A7/1 (two controls, one
# irregular) and A7/2 remain. A3's amount is not known: taken as the mean of A2's and A7's. Two items (A8) are not
# controlled. H7: none of two. I1: no random control.
source("../../../reference/indicators.R")
row <- function(...) data.frame(period = "2017-Q3", ...)
rates <- rbind(rate("noncompliance_rate", 3, 5, 3, row(dataset = "H1")), rate("noncompliance_rate", 0, 2, 0, row(dataset = "H7")),
               rate("noncompliance_rate", 0, 0, 0, row(dataset = "I1")))
gap <- row(indicator = "revenue_gap", dataset = c("H1", "H7", "I1"), value = c((100.10 + 50.20) * 3 / 2 * 2 / 5, 0, NA),
           numerator = c(150.30, 0, 0), denominator = c(5, 2, 0), n_missing = c(1, 0, 0))
# Two cases are too few for an interval.
expect(rbind(rates, cbind(gap, lower = NA, upper = NA)), alone = TRUE)
