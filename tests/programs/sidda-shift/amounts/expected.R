# Checks out.csv by an independent computation. Run in this folder: Rscript expected.R
d <- read.csv("in.csv", colClasses = c(commodity = "character"))
out <- read.csv("out.csv", na.strings = "", colClasses = c(commodity = "character"))
near <- function(a, b, tol = 1e-9) isTRUE(all.equal(as.vector(a), as.vector(b), tolerance = tol))
d <- d[d$items > 0, ]; d$period <- substr(d$acceptance_date, 1, 7); m <- ifelse(is.na(d$net_mass), 0, d$net_mass)
key <- paste(d$period, d$origin); o <- paste(out$period, out$origin)
x <- as.vector(tapply(m, key, sum)[o]); total <- as.vector(tapply(m, d$period, sum)[out$period])
squares <- as.vector(tapply(m^2, d$period, sum)[out$period])
n <- total^2 / squares
stopifnot(near(out$numerator, x), near(out$denominator, total), near(out$n, n), near(out$value, x / total),
          out$n_missing == tapply(is.na(d$net_mass), key, sum)[o], sum(out$n_missing) == 2, n[out$period == "2017-02"] < 2)
before <- match(paste(sprintf("2017-%02d", as.integer(substr(out$period, 6, 7)) - 1), out$origin), o)
tested <- !is.na(before) & n >= 10 & n[before] >= 10
stopifnot(identical(!is.na(out$z), unname(tested)), out$period[tested] == "2017-04")
a <- asin(sqrt((x + 3 / 8 * total / n) / (total * (1 + 3 / 4 / n)))); v <- 1 / (4 * n + 2)
stopifnot(near(out$z[tested], ((a - a[before]) / sqrt(v + v[before] + out$tau^2))[tested]))
cat("as expected\n")
