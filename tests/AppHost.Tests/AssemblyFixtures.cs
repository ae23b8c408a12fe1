// Two AppHosts that start at the same time may choose the same free port: it stays free until what it was chosen for listens.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
