using System.Net;
using System.Security.Claims;
using HelpdeskMail.Helpdesk.Api;
using HelpdeskMail.Helpdesk.ApiKeys;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Helpdesk.Tests.Api;

public sealed class ApiLimitTests
{
    private readonly ApiLimit limit = new(Options.Create(new HelpdeskSettings()));

    [Theory]
    [InlineData("Bearer hdm_one")]
    [InlineData("bearer hdm_one")]
    [InlineData("BEARER   hdm_one ")]
    public void Key_has_one_limit_however_the_word_before_it_is_written(string header)
    {
        ApiKeyAuthentication.KeyIn(header).ShouldBe("hdm_one");
        limit.GetPartition(Call(header, signedIn: true)).PartitionKey.ShouldBe("hdm_one");
    }

    [Theory]
    [InlineData("hdm_one")]
    [InlineData("Basic hdm_one")]
    [InlineData("Bearerhdm_one")]
    [InlineData("")]
    public void Other_words_before_it_are_no_key(string header) => ApiKeyAuthentication.KeyIn(header).ShouldBeEmpty();

    [Fact]
    public void Calls_without_a_good_key_share_the_limit_of_their_network() =>
        limit.GetPartition(Call("Bearer hdm_one", signedIn: false)).PartitionKey.ShouldBe(limit.GetPartition(Call("Bearer hdm_two", signedIn: false)).PartitionKey);

    private static DefaultHttpContext Call(string header, bool signedIn)
    {
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse("2001:db8::1") }, Request = { Headers = { Authorization = header } } };
        context.User = new ClaimsPrincipal(new ClaimsIdentity(signedIn ? ApiKeyAuthentication.SchemeName : null));
        return context;
    }
}
