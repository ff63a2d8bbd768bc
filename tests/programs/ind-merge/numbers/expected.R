wilson <- function(x, n, z = qnorm(.975)) {
    p <- x / n
    (p + z^2 / (2 * n) + c(-1, 1) * z * sqrt(p * (1 - p) / n + z^2 / (4 * n^2))) / (1 + z^2 / n)
}
print(c(37 / 1250, wilson(37, 1250)), digits = 15) # DE 2017-Q3; methods: .02155015, .04053222
print(c(.06, wilson(3, 50)), digits = 15)
print(c(.1, wilson(1, 10)), digits = 15)
print(rbind(c(.003, wilson(30, 10000)), c(.008, wilson(120, 15000))), digits = 15)
# Katz: 30/10000 against 120/15000, .375 [.25155232, .55902883]
se <- sqrt(1 / 30 - 1 / 10000 + 1 / 120 - 1 / 15000)
print(.375 * exp(c(0, -1, 1) * qnorm(.975) * se), digits = 15)
# Exact: 12345678901234.66 EUR; mean 12/6
