# Base R. 2017-Q2: phi is not significant, exact binomial limits (interpolated as in Spiegelhalter 2005, A.1.1).
# 2017-Q3: phi is significant, additive.
exact_limit <- function(p, n, theta) {
    r <- qbinom(p, n, theta)
    alpha <- (pbinom(r, n, theta) - p) / dbinom(r, n, theta)
    pmax(0, (r - alpha) / n)
}
compare <- function(x, n) {
    theta <- sum(x) / sum(n)
    s <- sqrt(theta * (1 - theta) / n)
    z <- (x / n - theta) / s
    q <- quantile(z, c(.1, .9))
    I <- length(x)
    phi <- mean(pmin(pmax(z, q[1]), q[2])^2)
    w <- 1 / s^2
    tau2 <- max(0, (I * phi - (I - 1)) / (sum(w) - sum(w^2) / sum(w)))
    if (pchisq(I * phi, I - 1, lower.tail = FALSE) < .05) {
        sd <- sqrt(s^2 + tau2)
        limit <- function(p) pmin(pmax(theta + qnorm(p) * sd, 0), 1)
        adjusted <- (x / n - theta) / sd
        p <- 2 * pnorm(-abs(adjusted))
    } else {
        limit <- function(p) exact_limit(p, n, theta)
        adjusted <- z
        p <- pmin(1, 2 * pmin(pbinom(x, n, theta), pbinom(x - 1, n, theta, lower.tail = FALSE)))
    }
    data.frame(theta, z, adjusted, p, limit(.025), limit(.975), limit(.001), limit(.999), phi, tau2)
}
result <- rbind(compare(c(18, 40, 51, 25, 80, 131, 29, 0), c(200, 420, 600, 260, 1100, 1500, 300, 20)),
                compare(c(12, 30, 55, 8, 90, 140, 22, 5), c(200, 420, 600, 260, 1100, 1500, 300, 150)))
write.csv(format(result, digits = 14), row.names = FALSE, quote = FALSE)
