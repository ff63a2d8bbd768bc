source("../../../reference/indicators.R")
d <- read.csv(file.path(root, "datasets/declarations.csv"), na.strings = "",
              colClasses = c(declaration_id = "character", commodity = "character"))
id <- paste(d$declaration_id, d$item_number)
chapter <- substr(d$commodity, 1, 2)
basis <- ifelse(is.na(d$control_basis), "-", d$control_basis)
hit <- unique(id[basis %in% c("risk_profile", "crc")])
random <- d[basis == "random" & !id %in% hit & d$control_result %in% c("conform", "irregular"), ]
stopifnot(!anyDuplicated(paste(random$declaration_id, random$item_number)))
h <- sort(unique(chapter))
N <- tapply(d$items * (basis %in% c("-", "random", "other")), factor(chapter, h), sum)
U <- tapply(pmax(d$items - d$controls, 0), factor(chapter, h), sum)
stratum <- factor(substr(random$commodity, 1, 2), h)
n <- tapply(rep(1, nrow(random)), stratum, sum, default = 0)
x <- tapply(random$control_result == "irregular", stratum, sum, default = 0)
# A chapter with fewer than two controls goes together with the next one.
place <- integer(length(h))
k <- 1
for (i in seq_along(h)) {
    place[i] <- k
    if (sum(n[place == k]) >= 2) k <- k + 1
}
place[place == k] <- k - 1
N <- tapply(N, place, sum); U <- tapply(U, place, sum); n <- tapply(n, place, sum); x <- tapply(x, place, sum)
W <- N / sum(N)
p <- x / n
s2 <- n * p * (1 - p) / (n - 1)
share <- sum(W * p)
v <- (1 - sum(n) / sum(N)) / sum(n) * sum(W * s2) + sum((1 - W) * s2) / sum(n)^2
m <- share * (1 - share) / v
z <- qnorm(.975)
wilson <- (share + z^2 / (2 * m) + c(-1, 1) * z * sqrt(share * (1 - share) / m + z^2 / (4 * m^2))) / (1 + z^2 / m)
open <- sum(basis == "random" & !id %in% hit & d$control_result == "open", na.rm = TRUE)
irregular <- random$control_result == "irregular"
known <- irregular & !is.na(random$established_amount)
w <- (U / n)[place[stratum]] * sum(irregular) / sum(known)
gap <- ifelse(known, random$established_amount * w, 0)
bounds <- amounts_interval(gap)
expect(rbind(data.frame(indicator = "noncompliance_rate", period = "2017-Q3", value = share, lower = wilson[1],
                        upper = wilson[2], numerator = sum(irregular), denominator = nrow(random), n_missing = open),
             data.frame(indicator = "revenue_gap", period = "2017-Q3", value = sum(gap), lower = bounds[1],
                        upper = bounds[2], numerator = sum(random$established_amount[known]),
                        denominator = nrow(random), n_missing = sum(irregular & !known)),
             concentration("revenue_gap", gap, period = "2017-Q3")))
