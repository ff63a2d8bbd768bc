# Checks out.csv by an independent computation (package robustbase). Run in this folder: Rscript expected.R
suppressPackageStartupMessages(library(robustbase)); options(mc_doScale_quiet = TRUE)
d <- read.csv("../../../../datasets/declarations.csv", colClasses = "character", na.strings = NULL)
v <- as.numeric(d$statistical_value); m <- as.numeric(d$net_mass); keep <- d$items != "0" & !is.na(m) & !is.na(v) & m > 0 & v > 0
d <- d[keep, ]; p <- (v / m)[keep]
out <- read.csv("out.csv", na.strings = "", colClasses = c(commodity = "character", origin = "character"))
near <- function(a, b, tol = 1e-10) isTRUE(all.equal(a, unname(b), tolerance = tol))
# robustbase 0.95's Qn is off by up to 6e-8 for some samples (compare its order statistic with sort(dist(l))[k]).
for (i in seq_len(nrow(out))) {
  o <- out[i, ]
  x <- p[if (o$level == "hs6") substr(d$commodity, 1, 6) == o$commodity else d$commodity == o$commodity & d$origin == o$origin]
  l <- log(x); z <- (l - median(l)) / mad(l); cap <- mean(x[abs(z) <= 3.5])
  stopifnot(o$n == length(x), near(c(o$q1, o$median, o$q3), quantile(x, c(.25, .5, .75))), near(o$mad, mad(l)),
            near(o$qn, Qn(l), 1e-7), near(o$mc, mc(l, doReflect = TRUE)), near(o$log_median, median(l)))
  if (o$scale_method == "mad") stopifnot(near(o$cap, cap), near(o$cleaned_share, mean(abs(z) > 3.5)))
  stopifnot(if (o$verdict == "homogeneous") near(o$lap, o$cap / 2) else is.na(o$lap))
}
cat("as expected\n")
