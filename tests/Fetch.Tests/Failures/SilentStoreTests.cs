using System.Net;
using System.Net.Sockets;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.Fetch.Observing;
using HelpdeskMail.Fetch.Storing;

namespace HelpdeskMail.Fetch.Tests.Failures;

public sealed class SilentStoreTests : IDisposable
{
    private static readonly MailPlace Place = new(Guid.CreateVersion7(), MailSource.Imap, "INBOX", "7/1");
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly HttpClient http;

    public SilentStoreTests()
    {
        listener.Start();
        http = new HttpClient { BaseAddress = new Uri($"http://{listener.LocalEndpoint}"), Timeout = Timeout.InfiniteTimeSpan };
    }

    [Theory]
    [InlineData(100)]
    [InlineData(50_000_000)]
    public async Task Store_that_takes_the_connection_and_never_answers_is_away(int size)
    {
        var store = new MailStoreClient(http) { Silence = TimeSpan.FromMilliseconds(100) };

        var trouble = await Should.ThrowAsync<MailboxTroubleException>(() => store.StoreAsync(Place, new MemoryStream(new byte[size]), size, receivedAt: null, join: false, CancellationToken.None));

        trouble.Code.ShouldBe("store_unavailable");
        trouble.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task Stop_of_the_service_is_no_trouble_of_the_store()
    {
        var store = new MailStoreClient(http);
        using var stop = new CancellationTokenSource();
        var storing = store.StoreAsync(Place, new MemoryStream(new byte[100]), 100, receivedAt: null, join: false, stop.Token);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => storing);
    }

    public void Dispose()
    {
        http.Dispose();
        listener.Dispose();
    }
}
