module ipgw-cluster-keeper

go 1.24.0
