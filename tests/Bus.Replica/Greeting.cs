namespace HelpdeskMail.Bus.Replica;

public sealed record Greeting(int Number, string Text);
