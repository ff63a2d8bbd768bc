# The annual flow of the Nile as counts: Rscript series.R >in.csv
cat("indicator,period,value,lower,upper,numerator,denominator,n_missing,unit,status,method\n")
cat(sprintf("requests,%d,%d,,,%d,,0,count,A,sum\n", 1871:1970, as.integer(Nile), as.integer(Nile)), sep = "")
