x <- as.numeric(Nile)
n <- length(x)
previous <- c(NA, x[-n])
p <- c(NA, sapply(2:n, function(i) binom.test(x[i], x[i] + x[i - 1], .5)$p.value))
sigma <- mean(abs(diff(x))) / 1.128
ewma <- Reduce(function(z, v) .2 * v + .8 * z, x, mean(x), accumulate = TRUE)[-1]
half <- 3 * sigma * sqrt(.2 / 1.8 * (1 - .8^(2 * (1:n))))
write.csv(format(data.frame(previous, x - previous, p, ewma, mean(x), mean(x) - half, mean(x) + half), digits = 14),
          row.names = FALSE, quote = FALSE)
