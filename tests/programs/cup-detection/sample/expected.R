# Checks out.csv by an independent computation. Run in this folder: Rscript expected.R
source("../../../reference/indicators.R")
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
for (m in o$member_state) {
  y <- x[ms == m]; r <- o[o$member_state == m, ]
  stopifnot(isTRUE(all.equal(unname(unlist(r[c("lower", "upper")])), amounts_interval(y) / r$denominator, tolerance = 1e-9)))
  if (any(y > 0)) {
    rows <- concentration("detection_rate", y, r$denominator, member_state = m)
    got <- out[match(paste(rows$indicator, m), paste(out$indicator, out$member_state)), ]
    stopifnot(isTRUE(all.equal(got$value, rows$value, tolerance = 1e-9)))
  }
}
cat("as expected\n")
