namespace HelpdeskMail.Integration.Tests;

/// <summary>The tests that share a <see cref="WholeProgram"/>.</summary>
[CollectionDefinition(WholeProgram.Name)]
public sealed class WholeProgramTests : ICollectionFixture<WholeProgram>;
