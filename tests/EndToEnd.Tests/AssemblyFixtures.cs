using HelpdeskMail.EndToEnd.Tests;
using HelpdeskMail.Fixtures.Stack;

[assembly: AssemblyFixture(typeof(Browser))]
[assembly: AssemblyFixture(typeof(SharedStack))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]
