namespace HelpdeskMail.Bus.Tests;

public sealed record Greeting(int Number, string Text);
