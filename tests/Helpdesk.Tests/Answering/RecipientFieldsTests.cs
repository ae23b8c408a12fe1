using HelpdeskMail.Helpdesk.Answering;

namespace HelpdeskMail.Helpdesk.Tests.Answering;

public sealed class RecipientFieldsTests
{
    [Theory]
    [InlineData(64, 189, null)]
    [InlineData(65, 100, "recipient_too_long")]
    [InlineData(20, 240, "recipient_too_long")]
    public void Address_that_no_server_takes_is_refused_before_it_is_sent(int local, int domain, string? code)
    {
        var host = string.Concat(Enumerable.Repeat("abcdefgh.", domain))[..(domain - 1)].TrimEnd('.');
        var address = $"{new string('a', local)}@{host.PadRight(domain, 'x')}";

        RecipientFields.TryRead(address, "", "", out _)?.Code.ShouldBe(code);
        (RecipientFields.TryRead(address, "", "", out var fields) is null).ShouldBe(code is null);
        fields.To.Count.ShouldBe(code is null ? 1 : 0);
    }
}
