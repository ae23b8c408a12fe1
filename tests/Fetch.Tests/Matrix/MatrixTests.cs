namespace HelpdeskMail.Fetch.Tests.Matrix;

/// <summary>The short form of what the benchmark <c>fetch-matrix</c> does with 10,000 messages.</summary>
public sealed class MatrixTests
{
    [Theory]
    [InlineData(MailSourceKind.Imap, 11)]
    [InlineData(MailSourceKind.Pop3, 24)]
    [InlineData(MailSourceKind.Graph, 1)]
    public async Task Every_message_is_stored_exactly_once_whatever_goes_wrong(MailSourceKind source, int seed)
    {
        var plan = new MatrixPlan(source, Messages: 240, Events: 4, seed, TimeSpan.FromMinutes(3));

        await new MatrixRun(plan, line => TestContext.Current.SendDiagnosticMessage(line)).RunAsync();
    }
}
