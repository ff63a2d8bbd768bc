# Base R: standard errors times sqrt(phi).
x <- c(12, 30, 55, 8, 90, 140, 22, 5)
n <- c(200, 420, 600, 260, 1100, 1500, 300, 150)
theta <- sum(x) / sum(n)
s <- sqrt(theta * (1 - theta) / n)
z <- (x / n - theta) / s
q <- quantile(z, c(.1, .9))
phi <- mean(pmin(pmax(z, q[1]), q[2])^2)
w <- 1 / s^2
tau2 <- (8 * phi - 7) / (sum(w) - sum(w^2) / sum(w))
limit <- function(p) pmin(pmax(theta + qnorm(p) * s * sqrt(phi), 0), 1)
adjusted <- z / sqrt(phi)
write.csv(format(data.frame(theta, z, adjusted, 2 * pnorm(-abs(adjusted)), limit(.025), limit(.975), limit(.001),
                            limit(.999), phi, tau2), digits = 14), row.names = FALSE, quote = FALSE)
