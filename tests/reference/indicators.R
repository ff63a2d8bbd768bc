# What the expected.R of the golden folders share: the samples, the standard intervals, the comparison.
# Run one in its folder: Rscript expected.R. It is silent where out.csv holds what R computes, else it stops.
root <- Sys.getenv("CUPRUM_ROOT", "../../../..")

# Codes stay texts; an empty cell is NA.
sample_of <- function(name, ...) {
    rows <- read.csv(file.path(root, "datasets", name), na.strings = "", colClasses = "character", encoding = "UTF-8")
    type.convert(rows, as.is = TRUE, na.strings = "", ...)
}
quarter <- function(date) paste0(substr(date, 1, 4), "-Q", (as.integer(substr(date, 6, 7)) + 2) %/% 3)
year <- function(date) substr(date, 1, 4)
total <- function(x) sum(x, na.rm = TRUE)

# Rows of the indicator table. prop.test without correction has Wilson's interval.
rate <- function(indicator, x, n, missing = 0, ...) {
    interval <- if (n > 0 && x <= n) suppressWarnings(prop.test(x, n, correct = FALSE))$conf.int else c(NA, NA)
    if (n > 0 && x == 0) interval[1] <- 0
    data.frame(indicator, ..., value = if (n > 0) x / n else NA, lower = interval[1], upper = interval[2],
               numerator = x, denominator = n, n_missing = missing)
}
count <- function(indicator, x, missing = 0, ...)
    data.frame(indicator, ..., value = x, lower = NA, upper = NA, numerator = x, denominator = NA, n_missing = missing)

# The median of days from one date to another, which is open where it is missing or after the last day: Kaplan and Meier.
waits <- function(indicator, from, to, last, ...) {
    over <- !is.na(to) & to <= last
    days <- as.numeric(ifelse(over, to, last)) - as.numeric(from)
    curve <- survival::survfit(survival::Surv(days, over) ~ 1, conf.type = "log-log")
    q <- quantile(curve, .5)
    data.frame(indicator, ..., value = q$quantile, lower = q$lower, upper = q$upper, numerator = sum(over),
               denominator = length(from), n_missing = 0)
}

# FUN of the rows of each value of key, one below the other.
each <- function(rows, key, FUN) do.call(rbind, lapply(split(rows, key, drop = TRUE), FUN))

# The interval of a sum of skewed amounts: the wider, on each side, of Fay and Feuer's (1997; one more case is the next
# record by Hill 1975) and that of a log-normal sum by MOVER (Zou, Taleban, Huo 2009). NA: fewer than three cases, or an
# upper bound above 1000 times the sum.
amounts_interval <- function(x, fraction = 0, level = .95) {
    x <- sort(x[!is.na(x) & x > 0])
    n <- length(x)
    if (n < 3) return(c(NA, NA))
    e <- (1 - level) / 2
    y <- sum(x)
    v <- sum(x^2)
    upper <- x[(n %/% 2 + 1):n]
    w <- x[n] * exp(mean(log(upper / x[n %/% 2])))
    poisson <- c(v / (2 * y) * qchisq(e, 2 * y^2 / v),
                 (v + w^2) / (2 * (y + w)) * qchisq(1 - e, 2 * (y + w)^2 / (v + w^2)))
    s2 <- var(log(x))
    skewness <- mean((log(x) - mean(log(x)))^3) / (s2 * (n - 1) / n)^1.5 * sqrt(n * (n - 1)) / (n - 2)
    at <- log(n) + mean(log(x)) + s2 / 2
    low <- c(log(n) - log(qchisq(e, 2 * n) / 2), qnorm(1 - e) * sqrt(s2 / n), s2 / 2 * (1 - (n - 1) / qchisq(1 - e, n - 1)))
    high <- c(log(qchisq(1 - e, 2 * n + 2) / 2) - log(n), qnorm(1 - e) * sqrt(s2 / n), s2 / 2 * ((n - 1) / qchisq(e, n - 1) - 1))
    lognormal <- exp(at + c(-sqrt(sum(low^2)), sqrt(sum(high^2))))
    if (n >= 20 && skewness < -qnorm(.975) * sqrt(6 * n * (n - 1) / ((n - 2) * (n + 1) * (n + 3)))) lognormal <- c(Inf, -Inf)
    bounds <- y + c(min(poisson[1], lognormal[1]) - y, max(poisson[2], lognormal[2]) - y) / sqrt(1 - fraction)
    if (!(bounds[2] <= 1000 * y)) return(c(NA, NA))
    pmax(bounds, 0)
}

# The bounds of a ratio of two rates by score (Miettinen, Nurminen 1985): where its statistic is the normal quantile.
ratio_by_score <- function(a, n1, b, n0, level = .95) {
    N <- n1 + n0
    z <- function(ratio) {
        A <- N * ratio
        B <- -(n1 * ratio + a + n0 + b * ratio)
        p0 <- (-B - sqrt(B^2 - 4 * A * (a + b))) / (2 * A)
        p1 <- ratio * p0
        (a / n1 - ratio * b / n0) / sqrt((p1 * (1 - p1) / n1 + ratio^2 * p0 * (1 - p0) / n0) * N / (N - 1))
    }
    bound <- function(q) exp(uniroot(function(r) z(exp(r)) - q, c(-20, 20), tol = 1e-13)$root)
    q <- qnorm((1 + level) / 2)
    c(if (a > 0) bound(q) else 0, if (b > 0) bound(-q) else NA)
}

# What each case x contributes to a sum of amounts, which is told per `of`.
concentration <- function(code, x, of = NA, ...) {
    x <- x[!is.na(x) & x > 0]
    data.frame(indicator = paste0(code, c("_cases", "_effective_cases", "_largest_share", "_without_largest")), ...,
               value = c(length(x), sum(x)^2 / sum(x^2), max(x) / sum(x), (sum(x) - max(x)) / (if (is.na(of)) 1 else of)),
               lower = NA, upper = NA, numerator = c(length(x), length(x), max(x), sum(x) - max(x)),
               denominator = c(NA, NA, sum(x), of), n_missing = 0)
}

# Stops unless out.csv has these rows and no others (of these indicators alone: no others of them), in any order, numbers
# within tolerance.
expect <- function(rows, file = "out.csv", tolerance = 1e-9, alone = FALSE) {
    numbers <- c("value", "lower", "upper", "numerator", "denominator", "n_missing")
    keys <- setdiff(names(rows), numbers)
    out <- read.csv(file, na.strings = "", colClasses = "character", encoding = "UTF-8")
    if (alone) out <- out[out$indicator %in% rows$indicator, ]
    name <- function(table) do.call(paste, c(lapply(table[keys], function(x) ifelse(is.na(x), "", x)), sep = "|"))
    if (!setequal(name(rows), name(out)) || nrow(rows) != nrow(out))
        stop("rows differ: ", toString(c(setdiff(name(rows), name(out)), setdiff(name(out), name(rows)))))
    out <- out[match(name(rows), name(out)), ]
    for (column in intersect(numbers, names(rows))) {
        got <- as.numeric(out[[column]])
        want <- as.numeric(rows[[column]])
        bad <- is.na(got) != is.na(want) | (!is.na(got) & !is.na(want) & abs(got - want) > tolerance * pmax(1, abs(want)))
        if (any(bad))
            stop(column, " of ", name(rows)[bad][1], ": ", got[bad][1], ", R has ", want[bad][1])
    }
}
