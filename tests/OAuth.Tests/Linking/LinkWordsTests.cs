using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Linking;

namespace HelpdeskMail.OAuth.Tests.Linking;

public sealed class LinkWordsTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null)]
    [InlineData("ABCD-EFGH")]
    public void Sign_in_that_came_back_is_not_said_to_be_waited_for(string? userCode)
    {
        var row = Row() with { OpenedAt = Start, UsedAt = Start.AddMinutes(1), UserCode = userCode, DeviceAddress = userCode is null ? null : "https://login.example/device" };

        var at = LinkWords.View(row, Start.AddMinutes(2), "https://oauth.example/oauth/callback");
        var later = LinkWords.View(row, Start.AddMinutes(11), "https://oauth.example/oauth/callback");

        at.State.ShouldBe(LinkAttemptState.Waiting);
        at.What.ShouldBe("The sign-in has come back and is being taken over.");
        at.Device.ShouldBeNull();
        later.State.ShouldBe(LinkAttemptState.Expired);
        later.What.ShouldContain("cut off");
        later.Remedy.ShouldBe("Link again.");
    }

    [Fact]
    public void Sign_in_that_never_came_back_names_what_the_providers_page_may_have_said()
    {
        var view = LinkWords.View(Row() with { OpenedAt = Start }, Start.AddMinutes(11), "https://oauth.example/oauth/callback");

        view.State.ShouldBe(LinkAttemptState.Expired);
        view.Why!.ShouldContain("AADSTS50011");
    }

    private static LinkAttemptRow Row() => new() { Id = Guid.NewGuid(), SystemEmailId = Guid.NewGuid(), Mailbox = "sales@contoso.example", StartedAt = Start, ExpiresAt = Start.AddMinutes(10) };
}
