# Without declaration_id each row is taken for itself, with its number of controls. Chapters 02 and 03 have one
# random control each and are one stratum.
source("../../../reference/indicators.R")
N <- c(5044, 5002); n <- c(44, 2); x <- c(4, 1); U <- c(5000, 5000)
W <- N / sum(N); p <- x / n; s2 <- n * p * (1 - p) / (n - 1); share <- sum(W * p)
v <- (1 - sum(n) / sum(N)) / sum(n) * sum(W * s2) + sum((1 - W) * s2) / sum(n)^2
m <- share * (1 - share) / v; z <- qnorm(.975)
wilson <- (share + z^2 / (2 * m) + c(-1, 1) * z * sqrt(share * (1 - share) / m + z^2 / (4 * m^2))) / (1 + z^2 / m)
gap <- c(1200.50, 800) * U / n # two cases: no interval
expect(rbind(data.frame(indicator = c("noncompliance_rate", "revenue_gap"), period = "2017-Q3",
                        value = c(share, sum(gap)), lower = c(wilson[1], NA), upper = c(wilson[2], NA),
                        numerator = c(5, 2000.50), denominator = 46, n_missing = 0),
             concentration("revenue_gap", gap, period = "2017-Q3")))
