using System.Net;
using HelpdeskMail.Helpdesk.Pictures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Helpdesk.Tests.Pictures;

/// <summary>A picture server on loopback, which is a private network that these tests have allowed.</summary>
public sealed class PictureFetcherTests : IAsyncLifetime
{
    private static readonly byte[] Dot = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private readonly List<Dictionary<string, string>> seen = [];
    private WebApplication server = null!;

    private Uri Server => new(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        server = builder.Build();
        server.MapGet("/dot.png", (HttpContext context) =>
        {
            seen.Add(context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
            context.Response.Cookies.Append("track", "me");
            return Results.Bytes(Dot, "text/html");
        });
        server.MapGet("/page.png", () => Results.Content("<html><script>1</script>", "image/png"));
        server.MapGet("/drawing.svg", () => Results.Content("<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"));
        server.MapGet("/to", (string address) => Results.Redirect(address));
        server.MapGet("/round", () => Results.Redirect("/round"));
        server.MapGet("/endless", async (HttpContext context) =>
        {
            var block = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
        });
        await server.StartAsync();
    }

    public async ValueTask DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Picture_is_loaded_without_telling_anything_of_the_reader()
    {
        using var fetcher = Fetcher("127.0.0.0/8");

        (await fetcher.FetchAsync(new Uri(Server, "/dot.png"), default)).ShouldBeOfType<FetchedPicture.Picture>().MediaType.ShouldBe("image/png");
        await fetcher.FetchAsync(new Uri(Server, "/dot.png"), default);

        seen.Count.ShouldBe(2);
        seen[1].ShouldNotContainKey("Cookie");
        seen[1].ShouldNotContainKey("Referer");
        seen[1].ShouldNotContainKey("traceparent");
        seen[1]["User-Agent"].ShouldBe("Mozilla/5.0");
    }

    [Theory]
    [InlineData("/page.png", "not a picture")]
    [InlineData("/drawing.svg", "not a picture")]
    [InlineData("/endless", "too large")]
    [InlineData("/missing", "status 404")]
    [InlineData("/round", "too many redirects")]
    [InlineData("/to?address=file:///etc/passwd", "leads nowhere")]
    public async Task What_is_no_picture_is_refused(string path, string reason)
    {
        using var fetcher = Fetcher("127.0.0.0/8");

        (await fetcher.FetchAsync(new Uri(Server, path), default)).ShouldBe(new FetchedPicture.Problem(reason));
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/dot.png")]
    [InlineData("http://localhost:{0}/dot.png")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/dot.png")]
    [InlineData("http://2130706433:{0}/dot.png")]
    [InlineData("http://0177.0.0.1:{0}/dot.png")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://[64:ff9b::7f00:1]/x")]
    public async Task Addresses_inside_are_out_of_reach(string address)
    {
        using var fetcher = Fetcher();

        var answer = await fetcher.FetchAsync(new Uri(string.Format(System.Globalization.CultureInfo.InvariantCulture, address, Server.Port)), default);

        answer.ShouldBeOfType<FetchedPicture.Problem>();
        seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task Redirect_does_not_lead_inside()
    {
        using var fetcher = Fetcher("127.0.0.0/8");

        var answer = await fetcher.FetchAsync(new Uri(Server, "/to?address=http://[::1]:80/dot.png"), default);

        answer.ShouldBe(new FetchedPicture.Problem("not reachable"));
    }

    [Fact]
    public async Task Host_that_cannot_be_is_not_reachable()
    {
        using var fetcher = Fetcher();

        (await fetcher.FetchAsync(new Uri("http://a℀.example/dot.png"), default)).ShouldBe(new FetchedPicture.Problem("not reachable"));
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("168.63.129.16", false)]
    public void Internet_is_told_from_what_is_inside(string address, bool outside) => new PublicNetwork([]).Contains(IPAddress.Parse(address)).ShouldBe(outside);

    private static PictureFetcher Fetcher(params string[] networks) => new(Options.Create(new HelpdeskSettings { PictureNetworks = networks }));
}
