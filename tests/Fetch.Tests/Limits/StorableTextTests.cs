using HelpdeskMail.Fetch.Observing;

namespace HelpdeskMail.Fetch.Tests.Limits;

public sealed class StorableTextTests
{
    [Theory]
    [InlineData("plain", 10, "plain")]
    [InlineData("nul\0inside", 20, "nul inside")]
    [InlineData("whole 😀", 20, "whole 😀")]
    [InlineData("cut 😀 off", 5, "cut \uFFFD…")]
    [InlineData("", 5, "")]
    public void Words_are_cut_and_cleaned_so_that_the_database_can_keep_them(string words, int longest, string expected) =>
        StorableText.Of(words, longest).ShouldBe(expected);

    [Fact]
    public void Half_a_pair_of_surrogates_is_replaced() => StorableText.Of("half " + '\uDE00').ShouldBe("half \uFFFD");
}
