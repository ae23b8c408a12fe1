// Each stack is a whole program on a machine of few cores: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
