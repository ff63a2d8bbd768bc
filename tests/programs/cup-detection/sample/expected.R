# Checks out.csv by an independent computation. Run in this folder: Rscript expected.R
# The interval is a resampling: it is only checked to lie where another generator puts it.
d <- read.csv("../../../../datasets/declarations.csv", colClasses = "character", na.strings = NULL)
t <- read.csv("../../../../datasets/tor.csv"); out <- read.csv("out.csv", na.strings = "")
case <- d$established_amount != ""; x <- as.numeric(d$established_amount[case]); ms <- d$member_state[case]
o <- out[out$indicator == "detection_rate", ]
e <- sapply(o$member_state, function(m) sum(x[ms == m])); g <- t$gross_tor[match(o$member_state, t$member_state)]
stopifnot(isTRUE(all.equal(o$value, unname(e / g), tolerance = 1e-12)), isTRUE(all.equal(o$numerator, unname(e))),
          isTRUE(all.equal(o$denominator, g)), o$status == ifelse(table(factor(ms, o$member_state)) < 30, "U", "A"))
top <- out[out$indicator == "top_ten_share", ]
w <- sapply(top$member_state, function(m) sum(head(sort(x[ms == m], decreasing = TRUE), 10)) / sum(x[ms == m]))
stopifnot(isTRUE(all.equal(top$value[top$status != "M"], unname(w[top$status != "M"]), tolerance = 1e-12)))
set.seed(1)
for (m in c("DE", "GB", "IT")) {
  k <- sum(as.numeric(d$controls[d$member_state == m])); y <- x[ms == m]; r <- o[o$member_state == m, ]
  b <- replicate(20000, sum(sample(y, rbinom(1, k, length(y) / k), TRUE))) / r$denominator
  stopifnot(abs(r$lower - quantile(b, .025)) < .1 * r$value, abs(r$upper - quantile(b, .975)) < .1 * r$upper)
}
cat("as expected\n")
