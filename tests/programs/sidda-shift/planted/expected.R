# Checks out.csv by an independent computation. Run in this folder: Rscript expected.R
# Planted, beside shares that honestly move by .02 on the scale of asin sqrt: from 2017-06 on 85 % of what PL301000 had of
# chapter 61 goes to CZ600200 (70 %) and LT000600 (30 %); in 2017-08 nine tenths of what PL302000 had of chapter 64 vanish.
d <- read.csv("in.csv", colClasses = c(commodity = "character"))
out <- read.csv("out.csv", na.strings = "", colClasses = c(chapter = "character"))
near <- function(a, b, tol = 1e-9) isTRUE(all.equal(as.vector(a), as.vector(b), tolerance = tol))
d$chapter <- substr(d$commodity, 1, 2)
stopifnot(nrow(out) == nrow(d), !is.unsorted(paste(out$period, out$chapter, out$customs_office)))
x <- d$items[match(paste(out$period, out$chapter, out$customs_office), paste(d$period, d$chapter, d$customs_office))]
n <- ave(x, out$period, out$chapter, FUN = sum)
z <- qnorm(.975); p <- x / n; half <- z * sqrt(p * (1 - p) / n + z^2 / (4 * n^2)); middle <- p + z^2 / (2 * n)
stopifnot(out$numerator == x, out$denominator == n, near(out$value, p), near(out$lower, (middle - half) / (1 + z^2 / n)),
          near(out$upper, (middle + half) / (1 + z^2 / n)))
before <- match(paste(as.integer(substr(out$period, 6, 7)) - 1, out$chapter, out$customs_office),
                paste(as.integer(substr(out$period, 6, 7)), out$chapter, out$customs_office))
a <- asin(sqrt((x + 3 / 8) / (n + 3 / 4))); v <- 1 / (4 * n + 2)
change <- a - a[before]; s <- sqrt(v + v[before]); tested <- !is.na(before)
level <- 1.5; c0 <- 1 - 2 * pnorm(-level) - 2 * level * dnorm(level) + 2 * level^2 * pnorm(-level)
f <- function(t2) sum((pmin(change^2 / (s^2 + t2), level^2) - c0) / (s^2 + t2)^2, na.rm = TRUE)
tau <- sqrt(uniroot(f, c(1e-8, 1), tol = 1e-16)$root)
score <- change / sqrt(s^2 + tau^2); q <- rep(NA, length(x)); q[tested] <- p.adjust(2 * pnorm(-abs(score[tested])), "BH")
stopifnot(near(out$tau[tested][1], tau, 1e-7), near(out$z, score, 1e-7), near(out$q_value, q, 1e-6), near(out$change, p - p[before]),
          abs(tau / (.02 * sqrt(2)) - 1) < .15)
signal <- ifelse(is.na(q) | q > .05 | abs(p - p[before]) < .01, NA, ifelse(change > 0, "jump_up", "jump_down"))
stopifnot(identical(out$signal, signal))
for (i in which(!is.na(signal))) {
  others <- setdiff(which(out$period == out$period[i] & out$chapter == out$chapter[i]), i)
  part <- pmin(-(p - p[before])[others] / (p - p[before])[i], -(x - x[before])[others] / (x - x[before])[i])
  o <- order(-part); part <- part[o][part[o] > 0]; few <- min(which(c(cumsum(part), 1) >= .8), 3, length(part))
  stopifnot(out$mirror[i] == paste(out$customs_office[others][o][seq_len(few)], collapse = " "),
            near(out$mirror_part[i], min(1, sum(part[seq_len(few)]))))
}
june <- out[out$period == "2017-06" & out$chapter == "61", ]
stopifnot(june$signal[june$customs_office == "PL301000"] == "jump_down",
          june$mirror[june$customs_office == "PL301000"] == "CZ600200 LT000600")
cat("as expected\n")
