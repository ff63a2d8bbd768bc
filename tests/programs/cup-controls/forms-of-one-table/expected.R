# Rscript expected.R: control_rate and irregularity_rate by member_state, with Wilson's interval.
d <- read.csv("in.csv", na.strings = "")
wilson <- function(x, n, z = qnorm(0.975)) {
    p <- x / n
    half <- z * sqrt(p * (1 - p) / n + z^2 / (4 * n^2))
    sprintf("%.15g %.15g %.15g", p, (p + z^2 / (2 * n) - half) / (1 + z^2 / n), (p + z^2 / (2 * n) + half) / (1 + z^2 / n))
}
for (ms in c("DE", "FR")) {
    g <- d[d$member_state == ms, ]
    closed <- g$control_result %in% c("conform", "irregular")
    cat(ms, "control_rate", wilson(sum(g$controls), sum(g$items)), "\n")
    cat(ms, "irregularity_rate", wilson(sum(g$control_result %in% "irregular"), sum(closed)), "\n")
}
