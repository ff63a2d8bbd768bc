# Spiegelhalter 2005 in the arcsine form of FunnelPlotR 0.6; the same numbers as its vignette data num, den give.
num <- c(12, 30, 55, 8, 90, 140, 22, 5)
den <- c(200, 420, 600, 260, 1100, 1500, 300, 150)
theta <- sum(num) / sum(den)
s <- 1 / (2 * sqrt(den))
z <- (asin(sqrt(num / den)) - asin(sqrt(theta))) / s
q <- quantile(z, c(.1, .9))
phi <- mean(pmin(pmax(z, q[1]), q[2])^2)
w <- 1 / s^2
I <- length(num)
tau2 <- max(0, (I * phi - (I - 1)) / (sum(w) - sum(w^2) / sum(w)))
adjusted <- z * s / sqrt(s^2 + tau2)
limit <- function(p) sin(pmin(pmax(asin(sqrt(theta)) + qnorm(p) * sqrt(s^2 + tau2), 0), pi / 2))^2
print(pchisq(I * phi, I - 1, lower.tail = FALSE)) # below .05: additive
print(data.frame(theta, z, adjusted, p = 2 * pnorm(-abs(adjusted)), l95 = limit(.025), u95 = limit(.975),
                 l998 = limit(.001), u998 = limit(.999), phi, tau2), digits = 12)
