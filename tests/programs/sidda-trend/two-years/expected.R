# Checks the seasonal trend of out.csv by an independent computation. Run in this folder: Rscript expected.R
# Planted: a season in both; CL rises by 1.2 % a month, NZ does not.
d <- read.csv("in.csv", colClasses = c(commodity = "character"))
out <- read.csv("out.csv", na.strings = "", colClasses = c(commodity = "character"))
near <- function(a, b, tol = 1e-9) isTRUE(all.equal(as.vector(a), as.vector(b), tolerance = tol))
d$month <- substr(d$acceptance_date, 1, 7)
for (i in 1:2) {
  x <- d[d$origin == out$origin[i], ]
  y <- log(tapply(x$statistical_value / x$net_mass, x$month, median)); t <- seq_along(y) - 1
  S <- v <- 0; slopes <- NULL
  for (season in 0:11) {
    s <- which(t %% 12 == season); n <- length(s); p <- which(upper.tri(diag(n)), arr.ind = TRUE)
    change <- y[s[p[, 2]]] - y[s[p[, 1]]]
    S <- S + sum(sign(change)); v <- v + n * (n - 1) * (2 * n + 5) / 18
    slopes <- c(slopes, change / (t[s[p[, 2]]] - t[s[p[, 1]]]))
  }
  slopes <- sort(slopes); C <- qnorm(.975) * sqrt(v); N <- length(slopes); z <- (S - sign(S)) / sqrt(v)
  stopifnot(out$seasons[i] == 12, near(out$mk_s[i], S), near(out$mk_z[i], z), near(out$slope[i], exp(median(slopes)) - 1),
            near(c(out$slope_lower[i], out$slope_upper[i]), exp(slopes[c(round((N - C) / 2), round((N + C) / 2 + 1))]) - 1))
}
stopifnot(near(out$mk_q, p.adjust(out$mk_p, "BH")), out$signal[1] == "rising", is.na(out$signal[2]))
cat("as expected\n")
