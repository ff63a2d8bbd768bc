# Checks out.csv by an independent computation. Run in this folder: Rscript expected.R
d <- read.csv("../../../../datasets/declarations.csv", colClasses = "character", na.strings = NULL)
n <- as.numeric(d$items); k <- as.numeric(d$controls)
risk <- d$control_basis %in% c("risk_profile", "crc"); random <- d$control_basis == "random"
closed <- d$control_result %in% c("conform", "irregular"); bad <- d$control_result == "irregular"
sum_by <- function(x) tapply(x, d$member_state, sum)
rates <- list(
  control_rate = list(sum_by(k), sum_by(n)),
  irregularity_rate = list(sum_by(k * bad), sum_by(k * closed)),
  risk_based_share = list(sum_by(k * risk), sum_by(k * (d$control_basis != ""))),
  random_share = list(sum_by(k * random), sum_by(k * (d$control_basis != ""))),
  risk_irregularity_rate = list(sum_by(k * risk * bad), sum_by(k * risk * closed)),
  random_irregularity_rate = list(sum_by(k * random * bad), sum_by(k * random * closed)))
out <- read.csv("out.csv", na.strings = "", stringsAsFactors = FALSE)
z <- qnorm(.975)
for (code in names(rates)) {
  o <- out[out$indicator == code, ]
  x <- as.vector(rates[[code]][[1]][o$member_state]); m <- as.vector(rates[[code]][[2]][o$member_state])
  stopifnot(nrow(o) == length(unique(d$member_state)), o$numerator == x, o$denominator == m)
  p <- x / m; half <- z * sqrt(p * (1 - p) / m + z^2 / (4 * m^2)); mid <- p + z^2 / (2 * m)
  same <- function(a, b) all(is.na(a) == (m == 0)) && isTRUE(all.equal(a[m > 0], b[m > 0], tolerance = 1e-12))
  stopifnot(same(o$value, p), same(o$lower, pmax(0, (mid - half) / (1 + z^2 / m))), same(o$upper, (mid + half) / (1 + z^2 / m)))
  stopifnot(o$status == ifelse(m == 0, "M", ifelse(m < 30, "U", "A")))
}
o <- out[out$indicator == "targeting_lift", ]; r <- rates[c("risk_irregularity_rate", "random_irregularity_rate")]
a <- r[[1]][[1]][o$member_state]; n1 <- r[[1]][[2]][o$member_state]
b <- r[[2]][[1]][o$member_state]; n0 <- r[[2]][[2]][o$member_state]
ok <- a > 0 & b > 0 & a < n1 & b < n0
lift <- (a / n1) / (b / n0); se <- sqrt(1 / a - 1 / n1 + 1 / b - 1 / n0)
stopifnot(isTRUE(all.equal(o$value[ok], as.vector(lift[ok]), tolerance = 1e-12)),
          isTRUE(all.equal(o$lower[ok], as.vector((lift * exp(-z * se))[ok]), tolerance = 1e-12)),
          isTRUE(all.equal(o$upper[ok], as.vector((lift * exp(z * se))[ok]), tolerance = 1e-12)))
cat("as expected\n")
