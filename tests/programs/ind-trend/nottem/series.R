# The monthly temperature of Nottingham: Rscript series.R >in.csv
cat("indicator,period,value,lower,upper,numerator,denominator,n_missing,unit,status,method\n")
cat(sprintf("temperature,%d-%02d,%g,,,,,0,degF,A,\n", rep(1920:1939, each = 12), 1:12, as.numeric(nottem)), sep = "")
