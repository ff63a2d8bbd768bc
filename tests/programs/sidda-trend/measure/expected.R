# Checks out.csv by an independent computation (package nlme). Run in this folder: Rscript expected.R
# Planted: from 2016-04 on monitored prices are 28 % higher (log .25) and rise by 1 % a month more than the others.
library(nlme)
d <- read.csv("in.csv", colClasses = c(commodity = "character"))
out <- read.csv("out.csv", na.strings = "")
near <- function(a, b, tol = 1e-8) isTRUE(all.equal(as.vector(a), as.vector(b), tolerance = tol))
d$month <- substr(d$acceptance_date, 1, 7)
months <- sort(unique(d$month)); before <- months < "2016-03"; after <- months > "2016-03"
price <- tapply(d$statistical_value / d$net_mass, list(d$commodity, factor(d$month, months)), median)
n <- table(d$commodity, factor(d$month, months)); y <- log(price); y[n < 5] <- NA
y <- y[rowSums(!is.na(y[, before])) >= sum(before) / 2 & rowSums(!is.na(y[, after])) >= sum(after) / 2, ]
stopifnot(nrow(y) == 8, !"6203423500" %in% rownames(y), !"3926909700" %in% rownames(y))
change <- y - apply(y[, before], 1, median, na.rm = TRUE)
monitored <- substr(rownames(y), 1, 2) %in% c("61", "62", "64")
index <- list(monitored = apply(change[monitored, ], 2, median, na.rm = TRUE),
              comparison = apply(change[!monitored, ], 2, median, na.rm = TRUE))
index$difference <- index$monitored - index$comparison
t <- seq_along(months) - 1; keep <- months != "2016-03"; cut <- which(months == "2016-04") - 1
for (goods in names(index)) {
  x <- index[[goods]][keep]; u <- t[keep]
  X <- cbind(1, u, u >= cut, (u >= cut) * (u - cut))
  e <- lm.fit(X, x)$residuals; near_by <- which(diff(u) <= 1)
  rho <- sum(e[near_by + 1] * e[near_by]) / sum(e^2) * (length(x) - 1) / length(near_by) + 4 / length(x)
  rho <- min(max(rho, 0), .9)
  fit <- if (rho > 0) gls(x ~ X - 1, correlation = corCAR1(rho, form = ~u, fixed = TRUE)) else gls(x ~ X - 1)
  b <- coef(fit); se <- sqrt(diag(vcov(fit))); q <- qt(.975, length(x) - 4)
  for (k in 3:4) {
    o <- out[out$indicator == c("level_change", "slope_change")[k - 2] & out$goods == goods, ]
    stopifnot(o$period == "2016-04", near(o$rho, rho), near(o$value, exp(b[k]) - 1), near(o$lower, exp(b[k] - q * se[k]) - 1),
              near(o$upper, exp(b[k] + q * se[k]) - 1), near(o$p_value, 2 * pt(-abs(b[k] / se[k]), length(x) - 4), 1e-6))
  }
  if (goods != "difference") stopifnot(near(out$value[out$indicator == "price_index" & out$goods == goods], exp(index[[goods]])))
  if (goods == "difference") expected <- index$comparison[keep] + drop(X[, 1:2] %*% b[1:2])
}
stopifnot(near(out$value[out$goods == "expected"][keep], exp(expected)), is.na(out$value[out$goods == "expected"][!keep]))
planted <- out[out$goods == "difference", ]
stopifnot(planted$lower < exp(c(.25, .01)) - 1, planted$upper > exp(c(.25, .01)) - 1, planted$signal == "up")
cat("as expected\n")
