# Checks out.csv by an independent computation. Run in this folder: Rscript expected.R
d <- read.csv("../../../../datasets/declarations.csv", colClasses = "character", na.strings = NULL)
n <- as.numeric(d$items); k <- as.numeric(d$controls); z <- qnorm(.975)
aeo <- d$importer_aeo %in% c("AEOC", "AEOS", "AEOF"); other <- d$importer_aeo == "none"
a <- sum(k[aeo]); n1 <- sum(n[aeo]); b <- sum(k[other]); n0 <- sum(n[other])
rr <- (a / n1) / (b / n0); se <- sqrt(1 / a - 1 / n1 + 1 / b - 1 / n0)
s <- substr(d$commodity, 1, 2)
t4 <- sapply(split(seq_along(s), s), function(i) {
  c(sum(k[i][aeo[i]]), sum(n[i][aeo[i]]), sum(k[i][other[i]]), sum(n[i][other[i]])) })
t4 <- t4[, t4[2, ] > 0 & t4[4, ] > 0]; N <- t4[2, ] + t4[4, ]
R <- sum(t4[1, ] * t4[4, ] / N); S <- sum(t4[3, ] * t4[2, ] / N)
v <- sum((t4[2, ] * t4[4, ] * (t4[1, ] + t4[3, ]) - t4[1, ] * t4[3, ] * N) / N^2) / (R * S)
distinct <- function(w) length(unique(d$importer[w & d$importer != ""]))
v1 <- as.numeric(d$statistical_value); first <- n > 0 & !is.na(v1)
want <- rbind(aeo_value_share = c(sum(v1[aeo & first]) / sum(v1[(aeo | other) & first]), NA, NA), aeo_item_share = c(n1 / (n1 + n0), NA, NA), aeo_control_rate = c(a / n1, NA, NA),
  non_aeo_control_rate = c(b / n0, NA, NA), aeo_control_ratio = rr * exp(c(0, -z, z) * se),
  aeo_control_ratio_mh = R / S * exp(c(0, -z, z) * sqrt(v)),
  controls_per_aeo = c(sum(k[aeo & d$importer != ""]) / distinct(aeo), NA, NA),
  controls_per_non_aeo = c(sum(k[other & d$importer != ""]) / distinct(other), NA, NA),
  controls_per_operator_ratio = c(sum(k[aeo & d$importer != ""]) / distinct(aeo) /
    (sum(k[other & d$importer != ""]) / distinct(other)), NA, NA))
out <- read.csv("out.csv", na.strings = "")
for (code in rownames(want)) {
  o <- unlist(out[out$indicator == code, c("value", "lower", "upper")]); w <- want[code, ]
  stopifnot(isTRUE(all.equal(unname(o[!is.na(w)]), unname(w[!is.na(w)]), tolerance = 1e-12)))
}
stopifnot(out$n_missing[1] == sum(n[d$importer_aeo == ""]))
cat("as expected\n")
