source("../../../reference/indicators.R")
expect(rate("ens_vague_share", 2, 8, 1, period = "2017-Q3"))
