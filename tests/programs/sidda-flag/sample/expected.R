# Checks out.csv by an independent computation. Run in this folder: Rscript expected.R
d <- read.csv("../../../../datasets/declarations.csv", colClasses = "character", na.strings = NULL)
v <- as.numeric(d$statistical_value); m <- as.numeric(d$net_mass); keep <- d$items != "0" & !is.na(m) & !is.na(v) & m > 0 & v > 0
d <- d[keep, ]; v <- v[keep]; m <- m[keep]; p <- v / m
code <- function(k) substr(d$commodity, 1, k)
level <- rep(NA_character_, nrow(d)); z <- rep(NA_real_, nrow(d)); ref <- z; size <- z
keys <- list("commodity+origin" = paste(d$commodity, d$origin), "cn8+origin" = paste(code(8), d$origin),
             "hs6+origin" = paste(code(6), d$origin), "hs6" = code(6), "hs4+origin" = paste(code(4), d$origin), "hs4" = code(4))
for (k in names(keys)) {
  g <- keys[[k]]; n <- ave(p, g, FUN = length); take <- is.na(level) & n >= 10
  centre <- ave(log(p), g, FUN = median); s <- ave(log(p), g, FUN = mad)
  iqr <- ave(p, g, FUN = function(x) log(quantile(x, .75) / quantile(x, .25)) / 1.349)
  s <- ifelse(s >= .01, s, ifelse(iqr >= .01, iqr, .1))
  level[take] <- k; z[take] <- ((log(p) - centre) / s)[take]; ref[take] <- ave(p, g, FUN = median)[take]; size[take] <- n[take]
}
pv <- 2 * pnorm(-abs(z)); q <- rep(NA_real_, length(pv)); q[!is.na(z)] <- p.adjust(pv[!is.na(z)], "BH")
out <- read.csv("out.csv", na.strings = "", colClasses = c(declaration_id = "character", item_number = "character"))
i <- match(paste(out$declaration_id, out$item_number), paste(d$declaration_id, d$item_number))
near <- function(a, b) isTRUE(all.equal(a, b, tolerance = 1e-9))
stopifnot(!is.na(i), near(out$score, z[i]), near(out$p_value, pv[i]), near(out$q_value, q[i]), out$level == level[i],
          out$n == size[i], near(out$unit_price, p[i]), near(out$reference_price, ref[i]), abs(out$score) > 3.5)
gap <- (ref * m - v)[i]; quantity <- out$signal == "quantity_error"
stopifnot(near(out$value_gap[!quantity], gap[!quantity]), is.na(out$value_gap[quantity]))
stake <- pmax(gap, 0) * as.numeric(d$duty_rate[i]) / 100
stopifnot(near(out$duty_at_stake[!quantity], stake[!quantity]), out$rank == seq_len(nrow(out)),
          diff(ifelse(is.na(out$duty_at_stake), 0, out$duty_at_stake)) <= 0)
cat(sum(abs(z) > 3.5, na.rm = TRUE), "signals in all; as expected\n")
