"""The withdrawal function: Directive 2011/83/EU art. 11a, as added by Directive (EU) 2023/2673 (law F1-F7)."""
