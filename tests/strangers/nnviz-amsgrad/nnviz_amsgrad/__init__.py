"""The optimizer AMSGrad, and a sequence of costs on which Adam goes uphill."""
