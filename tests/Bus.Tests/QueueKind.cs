namespace HelpdeskMail.Bus.Tests;

public enum QueueKind
{
    Main = 1,
    Error = 2,
    DeadLetter = 3,
}
