# Rscript expected.R: the rows that are good, by hand: lines 2 to 5 and 14. Rates with Wilson's interval.
d <- read.csv(text = readLines("in.csv")[c(1:5, 14)], na.strings = "")
wilson <- function(x, n, z = qnorm(0.975)) {
    p <- x / n
    half <- z * sqrt(p * (1 - p) / n + z^2 / (4 * n^2))
    sprintf("%.15g %.15g %.15g", p, (p + z^2 / (2 * n) - half) / (1 + z^2 / n), (p + z^2 / (2 * n) + half) / (1 + z^2 / n))
}
cat("control_rate", wilson(sum(d$controls), sum(d$items)), "\n")
cat("irregularity_rate", wilson(sum(d$control_result %in% "irregular"), sum(!is.na(d$control_result))), "\n")
cat("random_share", wilson(sum(d$control_basis %in% "random"), sum(!is.na(d$control_basis))), "\n")
