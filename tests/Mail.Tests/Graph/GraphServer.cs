using System.Net;
using System.Text;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Graph;

namespace HelpdeskMail.Mail.Tests.Graph;

/// <summary>A Graph on loopback: a test says what is answered, every request is kept.</summary>
public sealed class GraphServer : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly Func<GraphRequest, GraphAnswer> answer;
    private readonly Task serving;

    public GraphServer(Func<GraphRequest, GraphAnswer> answer)
    {
        this.answer = answer;
        Address = new Uri($"http://127.0.0.1:{FreePort.Next()}/v1.0/");
        listener.Prefixes.Add(new Uri(Address, "/").ToString());
        listener.Start();
        serving = ServeAsync();
    }

    public static MailCredential.AccessToken Account { get; } = new("support@example.com", "token-of-support");

    public Uri Address { get; }

    public HttpClient Http { get; } = new();

    public List<GraphRequest> Requests { get; } = [];

    public GraphOptions Options => new() { BaseAddress = Address };

    public async Task<GraphMailbox> OpenAsync()
    {
        var mailbox = await GraphMailbox.ConnectAsync(Http, Account, Options);
        await mailbox.OpenFolderAsync("INBOX");
        return mailbox;
    }

    public GraphSubmission Submission() => GraphSubmission.Open(Http, Account, Options);

    public async ValueTask DisposeAsync()
    {
        listener.Close();
        Http.Dispose();
        await serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                var path = context.Request.Url!.PathAndQuery;
                var request = new GraphRequest(
                    context.Request.HttpMethod,
                    Uri.UnescapeDataString(path.Replace("/v1.0/users/support%40example.com/", "", StringComparison.Ordinal)),
                    context.Request.Headers["Authorization"],
                    context.Request.Headers["Prefer"] ?? "",
                    context.Request.Headers["Content-Range"],
                    context.Request.ContentType,
                    body.ToArray());
                Requests.Add(request);
                var (status, content, headers) = answer(request);
                context.Response.StatusCode = status;
                foreach (var (name, value) in headers ?? [])
                {
                    context.Response.AddHeader(name, value);
                }

                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(content));
                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }
}
