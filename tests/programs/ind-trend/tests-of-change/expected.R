score <- function(x1, n1, x0, n0) suppressWarnings(prop.test(c(x1, x0), c(n1, n0), correct = FALSE)$p.value)
x <- c(30, 28, 41, 52, 33, 30, 44, 61)
n <- c(1000, 980, 1020, 1100, 1010, 990, 1050, 1120)
cat("DE change_p", sapply(2:8, function(i) score(x[i], n[i], x[i - 1], n[i - 1])), "\n")
cat("DE year_p", sapply(5:8, function(i) score(x[i], n[i], x[i - 4], n[i - 4])), "\n")
center <- sum(x) / sum(n)
z <- (x / n - center) / sqrt(center * (1 - center) / n)
sigma_z <- mean(abs(diff(z))) / 1.128
half <- 3 * max(1, sigma_z) * sqrt(center * (1 - center) / n)
cat("DE", if (sigma_z > 1) "laney" else "p", center, "\n", center - half, "\n", center + half, "\n")
# Seasons: each pair a year apart.
slopes <- (x / n)[5:8] - (x / n)[1:4]
cat("DE slope", median(slopes / 4), "s", sum(sign(slopes)), "z", (4 - 1) / sqrt(4 * 2 * 1 * 9 / 18), "\n")
x <- c(6, 4, 7, 5)
cat("FR change_p", score(4, 100, 6, 100), score(5, 100, 7, 100), "year_p", score(5, 100, 6, 100), "\n")
center <- sum(x) / 400
z <- (x / 100 - center) / sqrt(center * (1 - center) / 100)
sigma_z <- mean(abs(diff(z))) / 1.128
half <- 3 * max(1, sigma_z) * sqrt(center * (1 - center) / 100)
cat("FR", if (sigma_z > 1) "laney" else "p", center, max(0, center - half), center + half, "\n")
t <- c(0, 1, 3, 4) # 2016-Q2 has no value
pairs <- combn(4, 2)
cat("FR slope", median((x[pairs[2, ]] - x[pairs[1, ]]) / 100 / (t[pairs[2, ]] - t[pairs[1, ]])), "\n")
cat("requests", binom.test(7, 7, .5)$p.value, binom.test(9, 16, .5)$p.value, "\n")
