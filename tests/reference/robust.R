# robust: prints the numbers of R that the tests of location, scale, outlier and regression hold.
# Rscript tests/reference/robust.R (R 4.2.2, robustbase 0.95). Not needed to run the tests.

suppressMessages(library(robustbase))
options(digits = 17, width = 110, mc_doScale_quiet = TRUE)
show <- function(...) cat(..., "\n")

# The uniforms of Lehmer's generator, as uniforms() of tests/sample.h; exponentials are -log(u(n, n)).
u <- function(n, seed) {
    x <- numeric(n)
    for (i in 1:n) {
        seed <- (16807 * seed) %% 2147483647
        x[i] <- seed / 2147483647
    }
    x
}

show("location: quantiles, hinges")
x <- c(2.5, 3.1, 4.7, 5, 8.2, 9.9, 10.4, 31.25)
show(quantile(x[1:7], c(0, .1, .25, .3, .5, .75, .9, 1)))
show(quantile(x, c(.1, .25, .3, .5, .75, .9)))
for (n in 1:7) show(n, fivenum(x[1:n])[c(2, 4)])

show("scale: n, mad, IQR, Qn, sd")
# Factors of robustbase, but the exact difference: its Qn stops up to 5e-8 beside it at times.
qn <- function(x) {
    n <- length(x)
    k <- sort(as.vector(dist(x)))[choose(n %/% 2 + 1, 2)]
    factor <- if (n <= 12) c(.399356, .99365, .51321, .84401, .6122, .85877, .66993, .87344, .72014, .88906,
                             .75743)[n - 1] else 1 / robustbase:::Qn.finite.c(n)
    2.21914 * k * factor
}
for (n in c(2:5, 8:14, 50, 101, 1000, 2001, 6000, 9001)) {
    x <- -log(u(n, n))
    show(n, mad(x, constant = 1), IQR(x), qn(x), sd(x))
}

show("outlier: medcouple; adjusted boxplot")
for (n in c(3, 4, 5, 25, 60, 100, 101, 150, 200, 1000, 2001, 6000, 9001)) show(n, mc(-log(u(n, n)), doReflect = TRUE))
for (n in c(20, 75, 200)) show(n, mc(floor(8 * u(n, n)^2), doReflect = TRUE))
for (n in c(20, 75, 100)) show(n, adjboxStats(-log(u(n, n)))$fence)

show("outlier: Hidiroglou-Berthelot effects, bounds")
before <- 1 + 999 * u(12, 5)^3
after <- before * exp(log(u(12, 6) / u(12, 7)) / 3)
after[4] <- after[4] * 9
r <- after / before
m <- median(r)
e <- ifelse(r < m, 1 - m / r, r / m - 1) * sqrt(pmax(before, after))
q <- quantile(e, c(.25, .5, .75), names = FALSE)
show(e)
show(q[2] - 4 * max(q[2] - q[1], abs(.05 * q[2])), q[2] + 4 * max(q[3] - q[2], abs(.05 * q[2])))

show("outlier: forward search: n, m, estimate, scale, statistic, bound, outliers")
forward <- function(y, start, prob = .99) {
    n <- length(y)
    b <- start
    d <- NA
    for (m in ((n + 2) %/% 2):n) {
        s <- order((y - b)^2)[1:m]
        b <- mean(y[s])
        e <- y - b
        scale <- sqrt(sum(e[s]^2) / (m - 1))
        if (m == n) break
        d <- min(abs(e[-s]) / (scale * sqrt(1 + 1 / m)))
        bound <- -qt((1 - prob) / (m + 1), m - 1)
        if (d > bound) break
    }
    show(n, m, b, scale, d, bound, ":", sort((1:n)[-s]))
}
for (n in c(10, 50)) {
    y <- log(u(n, n) / u(n, n + 1))
    y[3] <- 25
    forward(y, median(y))
}
forward(u(30, 7), .5)

# The steps that follow the raw estimate, with the small-sample factors at coverage a.
f <- function(c5, p5, c8, p8, n, a) {
    f5 <- 1 - exp(c5) / n^p5
    f8 <- 1 - exp(c8) / n^p8
    if (a <= .875) f5 + (f8 - f5) / .375 * (a - .5) else f8 + (1 - f8) / .125 * (a - .875)
}
consistency <- function(h, n) {
    q <- qnorm((1 + h / n) / 2)
    if (h < n) 1 / sqrt(1 - 2 * n / h * q * dnorm(q)) else 1
}
reweight <- function(y, raw, raw_scale) {
    n <- length(y)
    h <- (n + 2) %/% 2
    w <- abs(y - raw) <= qnorm(.9875) * raw_scale
    k <- sum(w)
    b <- mean(y[w])
    e <- y - b
    s <- sqrt(sum(e[w]^2) / (k - 1))
    if (k < n) s <- s * consistency(k, n) /
        sqrt(f(1.11098143415027, 1.5182890270453, -.66046776772861, .88939595831888, n, h / n))
    show(n, k, raw, raw_scale, b, s)
}

show("regression: least trimmed squares location: n, kept, raw estimate, raw scale, estimate, scale")
for (n in c(5, 10, 50, 101, 1000)) {
    y <- -log(u(n, n))
    z <- covMcd(y, alpha = .5, use.correction = FALSE)
    factor <- robustbase:::.MCDcnp2(1, n, ((n + 2) %/% 2) / n)
    reweight(y, z$raw.center, sqrt(drop(z$raw.cov) * factor))
}

show("multiplicity")
p <- u(15, 9)^3
p[c(3, 9)] <- p[6]
show(p.adjust(p, "BH"))
show(p.adjust(p, "bonferroni"))
