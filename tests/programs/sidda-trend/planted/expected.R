# Checks out.csv by an independent computation. Run in this folder: Rscript expected.R
# Planted: 6109100000 CN falls by 3 % a month, 6403999600 VN drops by 45 % in 2015-09, 8517620000 CN jumps by 60 % in
# 2015-06; the others do not move. 9503007500 CN has no items in every third month.
d <- read.csv("in.csv", colClasses = c(commodity = "character"))
out <- read.csv("out.csv", na.strings = "", colClasses = c(commodity = "character"))
near <- function(a, b, tol = 1e-9) isTRUE(all.equal(as.vector(a), as.vector(b), tolerance = tol))
d$month <- substr(d$acceptance_date, 1, 7); d$price <- d$statistical_value / d$net_mass
number <- function(m) 12 * as.integer(substr(m, 1, 4)) + as.integer(substr(m, 6, 7))
courses <- NULL
for (k in split(out, paste(out$commodity, out$origin))) {
  x <- d[d$commodity == k$commodity[1] & d$origin == k$origin[1], ]
  stopifnot(setequal(k$period, x$month), !is.unsorted(k$period))
  for (i in seq_len(nrow(k))) {
    p <- sort(x$price[x$month == k$period[i]]); n <- length(p); r <- qbinom(.025, n, .5)
    stopifnot(k$n[i] == n, near(k$value[i], median(p)), k$status[i] == "U")
    stopifnot(if (r > 0) near(c(k$lower[i], k$upper[i]), p[c(r, n + 1 - r)]) else is.na(k$lower[i]) && is.na(k$upper[i]))
  }
  enough <- k$n >= 5; k1 <- k[1, ]; n <- sum(enough)
  stopifnot(k1$periods == n)
  if (n == 0) next
  t <- number(k$period[enough]); y <- log(k$value[enough])
  pairs <- which(upper.tri(diag(n)), arr.ind = TRUE); a <- pairs[, 1]; b <- pairs[, 2]
  slopes <- sort((y[b] - y[a]) / (t[b] - t[a])); S <- sum(sign(y[b] - y[a])); v <- n * (n - 1) * (2 * n + 5) / 18
  C <- qnorm(.975) * sqrt(v); N <- length(slopes); z <- (S - sign(S)) / sqrt(v)
  stopifnot(near(k1$slope, exp(median(slopes)) - 1), near(k1$mk_s, S), near(k1$mk_z, z), near(k1$mk_p, 2 * pnorm(-abs(z))),
            near(c(k1$slope_lower, k1$slope_upper), exp(slopes[c(round((N - C) / 2), round((N + C) / 2 + 1))]) - 1),
            k1$window == paste(k$period[enough][c(1, n)], collapse = "/"))
  courses <- rbind(courses, k1)
}
# The change from one period to the next: Mann and Whitney, with tau found from all of them.
z <- s <- NULL; rows <- NULL
for (k in split(out[out$n >= 5, ], paste(out$commodity, out$origin)[out$n >= 5])) for (i in seq_len(nrow(k))[-1]) {
  x <- d[d$commodity == k$commodity[1] & d$origin == k$origin[1], ]
  a <- x$price[x$month == k$period[i - 1]]; b <- x$price[x$month == k$period[i]]; n <- length(a); m <- length(b)
  w <- suppressWarnings(wilcox.test(b, a, exact = FALSE, correct = FALSE)); above <- unname(w$statistic) / (n * m)
  chance <- qnorm(w$p.value / 2, lower.tail = FALSE)
  tied <- table(c(a, b)); error <- sqrt((n + m + 1 - sum(tied^3 - tied) / ((n + m) * (n + m - 1))) / (12 * n * m))
  stopifnot(near(k$above[i], above), near(k$previous[i], k$value[i - 1]), near(k$change[i], k$value[i] / k$value[i - 1] - 1),
            abs(above - .5) < 1e-12 || near(abs(above - .5) / error, chance))
  rows <- rbind(rows, k[i, ]); s <- c(s, error)
}
tau <- rows$tau[1]; level <- 1.5
c0 <- 1 - 2 * pnorm(-level) - 2 * level * dnorm(level) + 2 * level^2 * pnorm(-level)
f <- function(t2) sum((pmin((rows$above - .5)^2 / (s^2 + t2), level^2) - c0) / (s^2 + t2)^2)
stopifnot(if (f(0) <= 0) tau == 0 else near(tau^2, uniroot(f, c(1e-12, 1), tol = 1e-16)$root, 1e-6))
p <- 2 * pnorm(-abs(rows$above - .5) / sqrt(s^2 + tau^2))
stopifnot(near(rows$change_p, p), near(rows$change_q, p.adjust(p, "BH")),
          identical(!is.na(rows$moved), rows$change_q <= .05 & abs(rows$change) >= .05))
stopifnot(sum(!is.na(out$change_p)) == nrow(rows))
stopifnot(near(courses$mk_q, p.adjust(courses$mk_p, "BH")), near(courses$shift_q, p.adjust(courses$shift_p, "BH")))
found <- setNames(courses$signal, paste(courses$commodity, courses$origin))
stopifnot(identical(found[!is.na(found)], c("6109100000 CN" = "falling", "6403999600 VN" = "jump_down", "8517620000 CN" = "jump_up")))
shift <- courses[courses$signal %in% c("jump_down", "jump_up"), ]
stopifnot(shift$shift == c("2015-09", "2015-06"), abs(log1p(shift$shift_size) - log(c(.55, 1.6))) < .15)
cat("as expected\n")
